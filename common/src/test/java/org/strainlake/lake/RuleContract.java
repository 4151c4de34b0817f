package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Promises of the catalogue about rules and the copies they ask for. */
public abstract class RuleContract extends LakeContract {
    @Test
    void aRuleIsMadeOnceAndListed() throws IOException {
        var dataset = dataset("ruled");

        assertThat(catalogue().addRule(dataset, rse(), 1, "User Subscriptions")).isEqualTo(new CatalogueResult.Done());
        assertThat(catalogue().addRule(dataset, rse(), 1, "User Subscriptions")).isEqualTo(new CatalogueResult.Done());

        assertThat(catalogue().rules(dataset))
                .singleElement()
                .satisfies(rule -> assertThat(rule.id()).isNotBlank());
    }

    @Test
    void aRuleForNoStorageElementIsRefused() {
        var result = catalogue().addRule(dataset("misruled"), "NOWHERE", 1, "User Subscriptions");

        assertThat(result)
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused -> assertThat(refused.cause()).isEqualTo("InvalidRSEExpression"));
    }
}
