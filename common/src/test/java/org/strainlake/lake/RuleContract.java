package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;

/** Promises of the catalogue about rules and the copies they ask for. */
public abstract class RuleContract extends LakeContract {
    /** A copy takes seconds: rounds of the judge, the submitter, the poller and the finisher. */
    private static final Duration GIVEN_UP = Duration.ofMinutes(3);

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

    @Test
    void aRuleCopiesEachFileToTheSecondStorageAndTellsHowFarItIs() throws IOException {
        var dataset = dataset("copied");
        byte[] small = noise(3_000);
        byte[] large = noise(300_000);
        var files = List.of(stored("copied-1.h5", small), stored("copied-2.h5", large));
        catalogue().attachFiles(dataset, rse(), files);

        var result = catalogue().addRule(dataset, access().secondRse(), 1, "User Subscriptions");

        assertThat(result).isEqualTo(new CatalogueResult.Done());
        await().atMost(GIVEN_UP).untilAsserted(() -> {
            var rule = theRuleOn(dataset);
            assertThat(rule.locksOk() + rule.locksReplicating() + rule.locksStuck())
                    .isEqualTo(2);
            assertThat(rule.state()).isEqualTo("OK");
            assertThat(rule.locksOk()).isEqualTo(2);
        });
        var copies = new ArrayList<Replica>();
        catalogue().replicas(List.of(dataset), copies::add);
        assertThat(copies).extracting(Replica::file).containsExactlyInAnyOrderElementsOf(files);
        assertThat(copies).allSatisfy(copy -> {
            assertThat(copy.addresses())
                    .extracting(Replica.Address::rse)
                    .containsExactlyInAnyOrder(rse(), access().secondRse());
            for (var address : copy.addresses()) {
                assertThat(Adler32Checksum.of(got(address.url())))
                        .isEqualTo(copy.file().adler32());
            }
        });
    }

    @Test
    void aFileAttachedLaterComesUnderTheRuleThatIsThere() throws IOException {
        var dataset = dataset("growing");
        catalogue().addRule(dataset, rse(), 1, "User Subscriptions");
        assertThat(theRuleOn(dataset).locksOk()).isZero();

        catalogue().attachFiles(dataset, rse(), List.of(entry("growing-1.h5", 10, 1), entry("growing-2.h5", 10, 2)));

        await().atMost(GIVEN_UP).untilAsserted(() -> {
            assertThat(theRuleOn(dataset).locksOk()).isEqualTo(2);
            assertThat(theRuleOn(dataset).state()).isEqualTo("OK");
        });
    }

    @Test
    void aRuleWhereTheFilesAreAlreadyIsKeptAtOnce() throws IOException {
        var dataset = dataset("kept");
        catalogue().attachFiles(dataset, rse(), List.of(entry("kept-1.h5", 10, 1), entry("kept-2.h5", 10, 2)));

        catalogue().addRule(dataset, rse(), 1, "User Subscriptions");

        assertThat(theRuleOn(dataset))
                .satisfies(rule -> assertThat(rule.state()).isEqualTo("OK"))
                .extracting(Catalogue.Rule::locksOk, Catalogue.Rule::locksReplicating, Catalogue.Rule::locksStuck)
                .containsExactly(2L, 0L, 0L);
    }

    @Test
    void aRuleForMoreCopiesThanStorageElementsIsRefused() {
        assertThat(catalogue().addRule(dataset("too-many"), rse(), 2, "User Subscriptions"))
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused -> assertThat(refused.cause()).isEqualTo("InsufficientTargetRSEs"));
    }

    @Test
    void aRuleOnAnUnknownDatasetIsRefused() {
        assertThat(catalogue().addRule(did("ruled-unknown"), rse(), 1, "User Subscriptions"))
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused -> assertThat(refused.cause()).isEqualTo("DataIdentifierNotFound"));
    }

    private FileEntry stored(String name, byte[] bytes) throws IOException {
        var file = new FileEntry(did(name), bytes.length, Adler32Checksum.of(bytes));
        assertThat(put(address(file.did()), bytes)).isEqualTo(new StoreResult.Stored(file.adler32()));
        return file;
    }

    private Catalogue.Rule theRuleOn(DataIdentifier dataset) throws IOException {
        var rules = catalogue().rules(dataset);
        assertThat(rules).hasSize(1);
        return rules.getFirst();
    }
}
