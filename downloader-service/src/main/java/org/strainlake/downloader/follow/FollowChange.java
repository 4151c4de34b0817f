package org.strainlake.downloader.follow;

/** A follow came or went; published in the thread that changed it, before it sees its first event. */
public sealed interface FollowChange {
    /** The follow that changed. */
    Follow follow();

    /**
     * It is there from now on.
     *
     * @param toCatchUp whether it is to see what the log has had before
     */
    record Added(Follow follow, boolean toCatchUp) implements FollowChange {}

    /** It is no longer there. */
    record Removed(Follow follow) implements FollowChange {}
}
