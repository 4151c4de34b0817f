package org.strainlake.downloader.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.output.DeferredFileOutputStream;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Where sealed bytes wait until they are verified: memory, or for larger files a temporary one. Never holds plain bytes. */
@Component
class SealedSpool {
    private final Path directory;
    private final int inMemory;

    @org.springframework.beans.factory.annotation.Autowired
    SealedSpool(FetchProperties properties) {
        this(
                properties.spoolDirectory() == null
                        ? Path.of(System.getProperty("java.io.tmpdir"))
                        : properties.spoolDirectory(),
                properties.sealedInMemory());
    }

    SealedSpool(Path directory, DataSize inMemory) {
        this.directory = directory;
        this.inMemory = Math.toIntExact(inMemory.toBytes());
    }

    /** An empty place; its taker gives it back by {@link #release}. */
    DeferredFileOutputStream take() throws IOException {
        return DeferredFileOutputStream.builder()
                .setThreshold(inMemory)
                .setPrefix("strainlake-")
                .setSuffix(".sealed")
                .setDirectory(directory.toFile())
                .get();
    }

    void release(DeferredFileOutputStream taken) throws IOException {
        taken.close();
        if (taken.getPath() != null && !taken.isInMemory()) {
            Files.deleteIfExists(taken.getPath());
        }
    }
}
