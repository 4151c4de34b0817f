package org.strainlake.event;

/** The event types of our own, and those of Rucio's that we act on; all others are passed on under Rucio's names. */
public final class EventType {
    /** A storage holds a chunk and confirmed it; the catalogue may not know it yet. */
    public static final String CHUNK_STORED = "chunk-stored";

    /** The catalogue has the file in its dataset; the name proposed to Rucio for this event. */
    public static final String FILE_ATTACHED = "file_attached_dts";

    /** A file that was told of as attached is no longer in its dataset, as the catalogue has it. */
    public static final String FILE_DETACHED = "file_detached_dts";

    /** Rucio's: a copy of a file is there that replication made. Never told of the copy that was uploaded. */
    public static final String TRANSFER_DONE = "transfer-done";

    /** What an embargo covered is open to everybody from now on; the events that only members could hear follow. */
    public static final String EMBARGO_LIFTED = "embargo_lifted";

    private EventType() {}
}
