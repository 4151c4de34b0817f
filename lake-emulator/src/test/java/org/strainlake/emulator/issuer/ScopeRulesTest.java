package org.strainlake.emulator.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeRulesTest {
    @ParameterizedTest
    @CsvSource({
        "openid, openid, true",
        "openid, profile, false",
        "storage.read:/, storage.read:/O4/run, true",
        "storage.read:/O4, storage.read:/O4, true",
        "storage.read:/O4, storage.read:/%4f4/run, true",
        "storage.read:/O4, storage.read:/O4-other, false",
        "storage.read:/O4, storage.read:/o4/run, false",
        "storage.read:/O4, storage.read:/, false",
        "storage.read:/O4, storage.read:/O4/../O3, false",
        "storage.read:/O4, storage.read:/O4/%2e%2e/O3, false",
        "storage.read:/O4, storage.read:/O4//x, false",
        "storage.read:/, storage.read:O4, false",
        "storage.read:/, storage.read, false",
        "storage.read:/, storage.read:, false",
        "storage.read:/, storage.modify:/O4, false",
        "wlcg.groups, wlcg.groups:/virgo/ops, true",
        "wlcg.groups, wlcg.groups:/virgo/Role=x, false",
        "wlcg.groups, wlcg.groups:virgo, false",
        "wlcg.groups, wlcg.groups:/virgo/, false",
        "wlcg.groups:/virgo, wlcg.groups, false",
        "wlcg.groups:/virgo, wlcg.groups:/virgo/ops, false",
    })
    void aRegistrationCoversSubPathsAndGroupsByNameAndNothingElse(String allowed, String asked, boolean covered) {
        assertThat(ScopeRules.covers(allowed, asked)).isEqualTo(covered);
    }
}
