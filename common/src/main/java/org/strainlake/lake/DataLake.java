package org.strainlake.lake;

/** A data lake: a catalogue and the storages it knows. The seam to the outside; thread-safe. */
public interface DataLake {
    /** What the lake knows of its files. */
    Catalogue catalogue();

    /** Where the bytes are. */
    Storage storage();

    /** The lake of a catalogue and the storages it knows. */
    static DataLake of(Catalogue catalogue, Storage storage) {
        record Lake(Catalogue catalogue, Storage storage) implements DataLake {}
        return new Lake(catalogue, storage);
    }
}
