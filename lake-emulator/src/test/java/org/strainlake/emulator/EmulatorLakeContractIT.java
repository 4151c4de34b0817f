package org.strainlake.emulator;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.lake.DatasetContract;
import org.strainlake.lake.EnteredLake;
import org.strainlake.lake.LoginContract;
import org.strainlake.lake.RefusalContract;
import org.strainlake.lake.ReplicaContract;
import org.strainlake.lake.RuleContract;

/** The emulator keeps the promises that a real lake keeps, to the client that the services use. */
class EmulatorLakeContractIT {
    @TempDir
    static Path directory;

    private static LakeEmulator emulator;
    private static EnteredLake lake;

    @BeforeAll
    static void start() throws IOException {
        var settings = EmulatorSettings.inDirectory(directory);
        emulator = LakeEmulator.start(settings);
        lake = EnteredLake.asUploader(EmulatorAccess.of(emulator, settings, "CERN-PROMPT"));
    }

    @AfterAll
    static void stop() {
        lake.close();
        emulator.close();
    }

    @Nested
    class Login extends LoginContract {
        @Override
        protected EnteredLake entered() {
            return lake;
        }
    }

    @Nested
    class Dataset extends DatasetContract {
        @Override
        protected EnteredLake entered() {
            return lake;
        }
    }

    @Nested
    class Replica extends ReplicaContract {
        @Override
        protected EnteredLake entered() {
            return lake;
        }
    }

    @Nested
    class Rule extends RuleContract {
        @Override
        protected EnteredLake entered() {
            return lake;
        }
    }

    @Nested
    class Refusal extends RefusalContract {
        @Override
        protected EnteredLake entered() {
            return lake;
        }
    }
}
