package org.strainlake.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LakeReachableIT {
    @Test
    void theLakeIsARucioThatAnswersItsClients() throws IOException {
        var access = RealLake.get().access();
        try (var http = access.http()) {
            var catalogue = access.catalogue(http, access.tokens(http, "uploader"));

            assertThat(catalogue.version()).matches("\\d+\\..+");
            assertThat(catalogue.storageElement(access.rse()).deterministic()).isTrue();
        }
    }
}
