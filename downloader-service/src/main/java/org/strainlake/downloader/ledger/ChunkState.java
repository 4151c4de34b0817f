package org.strainlake.downloader.ledger;

/** How far a chunk is for a follow. */
public enum ChunkState {
    /** It is tried again. */
    PENDING,
    /** It lies in every sink. */
    DELIVERED,
    /** No good copy could be had. */
    CORRUPTED,
    /** This service may not read it. Its release is one more chance. */
    WITHHELD,
    /** It could not be had by the follow's deadline. A later event of it is one more chance. */
    LOST
}
