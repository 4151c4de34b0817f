package org.strainlake.testbed;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.strainlake.lake.CopyContract;
import org.strainlake.lake.EnteredLake;
import org.strainlake.lake.ProtectedStorageContract;
import org.strainlake.lake.StorageContract;
import org.strainlake.lake.StorageKind;

/** Real storages, XRootD all of them, keep the promises of the contract, open ones and the one that checks tokens. */
class RealStorageContractIT {
    private static EnteredLake lake;

    @BeforeAll
    static void enter() throws IOException {
        lake = EnteredLake.asUploader(RealLake.get().access());
    }

    @AfterAll
    static void leave() {
        lake.close();
    }

    @Nested
    class OpenStorage extends StorageContract {
        @Override
        protected EnteredLake entered() {
            return lake;
        }

        @Override
        protected StorageKind kind() {
            return StorageKind.xrootd(lake.access().rse(), false);
        }
    }

    @Nested
    class ProtectedStorage extends StorageContract {
        @Override
        protected EnteredLake entered() {
            return lake;
        }

        @Override
        protected StorageKind kind() {
            return StorageKind.xrootd(lake.access().protectedRse(), true);
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
    class Tokens extends ProtectedStorageContract {
        @Override
        protected EnteredLake entered() {
            return lake;
        }

        @Override
        protected boolean comparesWholePathParts() {
            return false;
        }
    }
}
