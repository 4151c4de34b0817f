package org.strainlake.uploader.stream;

/** How the bytes of a stream are kept from those who may not read them. */
public enum Protection {
    /** Not at all: its files may be read by whoever reads the storage. */
    NONE,
    /** Files are sealed before they leave: whoever lacks the key-encryption key reads nothing, wherever a copy lies. */
    SEALED,
    /** Files are plain and go only to storage elements that are marked as protected, since these check tokens. */
    STORAGE
}
