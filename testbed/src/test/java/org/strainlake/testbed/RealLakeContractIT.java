package org.strainlake.testbed;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.strainlake.lake.DatasetContract;
import org.strainlake.lake.EnteredLake;
import org.strainlake.lake.LoginContract;
import org.strainlake.lake.RefusalContract;
import org.strainlake.lake.ReplicaContract;
import org.strainlake.lake.RuleContract;

/** A real Rucio and its storages keep the promises of the contract, to the client that the services use. */
class RealLakeContractIT {
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
