package org.strainlake.testbed;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.strainlake.http.OutboundHttp;
import org.strainlake.lake.DataLake;
import org.strainlake.lake.LakeContract;

/** A real Rucio and its storages keep the promises of the contract, to the client that the services use. */
class RealLakeContractIT extends LakeContract {
    private static OutboundHttp http;
    private static DataLake lake;

    @BeforeAll
    static void enter() throws IOException {
        var access = RealLake.get().access();
        http = access.http();
        var tokens = access.tokens(http, "uploader");
        lake = DataLake.of(access.catalogue(http, tokens), access.storage(http, tokens));
    }

    @AfterAll
    static void leave() {
        http.close();
    }

    @Override
    protected DataLake lake() {
        return lake;
    }

    @Override
    protected String rse() {
        return RealLake.get().rse();
    }

    @Override
    protected String scope() {
        return RealLake.get().scope();
    }
}
