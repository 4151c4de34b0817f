package org.strainlake.emulator;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.lake.CopyContract;
import org.strainlake.lake.EnteredLake;
import org.strainlake.lake.ProtectedStorageContract;
import org.strainlake.lake.StorageContract;
import org.strainlake.lake.StorageKind;

/** Both kinds of storage that the emulator knows keep the promises that real ones keep. */
class EmulatorStorageContractIT {
    @TempDir
    static Path directory;

    private static LakeEmulator emulator;
    private static EnteredLake lake;

    /** Entered for itself: what a client has found out of one storage holds for all of an address. */
    private static EnteredLake likeXrootd;

    @BeforeAll
    static void start() throws IOException {
        var settings = EmulatorSettings.inDirectory(directory).open("CNAF-DISK").ignoringIfNoneMatch("CNAF-DISK");
        emulator = LakeEmulator.start(settings);
        var access = EmulatorAccess.of(emulator, settings, "EGO-ARCHIVE");
        lake = EnteredLake.asUploader(access);
        likeXrootd = EnteredLake.asUploader(access);
    }

    @AfterAll
    static void stop() {
        lake.close();
        likeXrootd.close();
        emulator.close();
    }

    @Nested
    class CarefulStorage extends StorageContract {
        @Override
        protected EnteredLake entered() {
            return lake;
        }

        @Override
        protected StorageKind kind() {
            return StorageKind.careful("CERN-PROMPT", true);
        }
    }

    @Nested
    class StorageLikeXrootd extends StorageContract {
        @Override
        protected EnteredLake entered() {
            return likeXrootd;
        }

        @Override
        protected StorageKind kind() {
            return StorageKind.xrootd("CNAF-DISK", false);
        }
    }

    @Nested
    class Copy extends CopyContract {
        @Override
        protected EnteredLake entered() {
            return lake;
        }
    }

    @Nested
    class ProtectedStorage extends ProtectedStorageContract {
        @Override
        protected EnteredLake entered() {
            return lake;
        }

        @Override
        protected boolean comparesWholePathParts() {
            return true;
        }
    }
}
