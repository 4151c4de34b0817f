package org.strainlake.uploader.embargo;

import org.strainlake.embargo.Embargo;

/** What became of a change of an embargo. */
public sealed interface ChangeResult {
    /** It holds as wished: durable, and told to all services soon. */
    record Changed(Embargo embargo) implements ChangeResult {}

    /**
     * It was changed since the caller read it, or is there though the caller thought it was not.
     *
     * @param version the one that holds; 0 if there is none
     */
    record OtherVersion(long version) implements ChangeResult {}

    /** It is released: what is public stays public. */
    record Released() implements ChangeResult {}

    /**
     * It cannot be.
     *
     * @param member which part of the wish is at fault
     * @param reason for the caller
     */
    record Refused(String member, String reason) implements ChangeResult {}
}
