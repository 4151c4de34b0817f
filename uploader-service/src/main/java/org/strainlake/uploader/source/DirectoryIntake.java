package org.strainlake.uploader.source;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import org.strainlake.chunkfile.ChunkName;

/** Where the files of a watched directory go. Called by one thread. */
public interface DirectoryIntake {
    /** Which of the names need not come again. */
    Set<String> known(Collection<String> names);

    /** A whole file. Returns once it is taken; until then no other comes. */
    void take(ChunkName name, Path file) throws InterruptedException;

    /** A file that cannot be taken, told once unless it changes. */
    void reject(String name, String reason);

    /** Why the directory cannot be read at present; told once. */
    void trouble(String reason);

    /** The directory was listed from end to end. */
    void scanned();
}
