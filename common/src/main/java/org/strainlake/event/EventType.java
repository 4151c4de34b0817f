package org.strainlake.event;

/** The event types of our own; all others are Rucio's, passed on under Rucio's names. */
public final class EventType {
    /** A storage holds a chunk and confirmed it; the catalogue may not know it yet. */
    public static final String CHUNK_STORED = "chunk-stored";

    /** The catalogue has the file in its dataset; the name proposed to Rucio for this event. */
    public static final String FILE_ATTACHED = "file_attached_dts";

    private EventType() {}
}
