package org.strainlake.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageScopeTest {
    @ParameterizedTest
    @CsvSource({
        "storage.read:/O4, /O4, true",
        "storage.read:/O4, /O4/f, true",
        "storage.read:/O4, /O4/a/b, true",
        "storage.read:/O4, /O4-other/f, false",
        "storage.read:/O4, /o4/f, false",
        "storage.read:/O4, /, false",
        "storage.read:/O4/, /O4/f, true",
        "storage.read:/O4/, /O4, false",
        "storage.read:/, /any/thing, true",
        "storage.read:/a.b, /aXb/f, false",
        "storage.read:/a.b, /a.b/f, true",
        "storage.read:/.*, /O4/f, false",
        "storage.read:/%4f4, /O4/f, true",
        "storage.read:/O4, /%4f4/f, true",
        "storage.read:/%254f4, /O4/f, false"
    })
    void coversWholeComponentsOnly(String scope, String path, boolean covered) {
        assertThat(StorageScope.parse(scope).covers(PathParts.of(path))).isEqualTo(covered);
    }

    @Test
    void otherScopesArePassedOver() {
        assertThat(StorageScope.allIn("openid compute.read  wlcg.groups:/virgo storage.stage:/x"))
                .extracting(StorageScope::operation)
                .containsExactly(StorageScope.Operation.STAGE);
    }

    @Test
    void anOperationOfTheProfileThatNothingHereNeedsAllowsNothing() {
        var scope = StorageScope.parse("storage.poll:/");

        assertThat(scope.operation()).isEqualTo(StorageScope.Operation.OTHER);
        assertThat(scope.operation().creates()).isFalse();
    }
}
