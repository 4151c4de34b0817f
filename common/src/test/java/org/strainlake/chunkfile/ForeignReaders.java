package org.strainlake.chunkfile;

import java.nio.file.Path;
import java.util.List;
import org.strainlake.foreign.Python;

/** h5py and gwpy, and the judge that runs them. */
final class ForeignReaders {
    private final String python;

    private ForeignReaders(String python) {
        this.python = python;
    }

    static ForeignReaders find() {
        return new ForeignReaders(Python.command());
    }

    Python.Answer readChunks(Path delivered, Path chunks, Path source) {
        return Python.run(List.of(
                python,
                Python.JUDGES.resolve("read_chunks.py").toString(),
                delivered.toString(),
                chunks.toString(),
                source.toString()));
    }
}
