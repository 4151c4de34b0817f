package org.strainlake.kafka.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mock.env.MockEnvironment;
import org.strainlake.token.TokenSource;

class KafkaLoginTest {
    private static final String BINDER = "spring.cloud.stream.kafka.binder.configuration";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(KafkaLoginAutoConfiguration.class))
            .withInitializer(context ->
                    new KafkaLoginSettings().postProcessEnvironment(context.getEnvironment(), new SpringApplication()));

    @Test
    void nothingIsSetUnlessItIsAskedFor() {
        var environment = new MockEnvironment();

        new KafkaLoginSettings().postProcessEnvironment(environment, new SpringApplication());

        assertThat(Binder.get(environment)
                        .bind(BINDER, Bindable.mapOf(String.class, String.class))
                        .isBound())
                .isFalse();
    }

    @Test
    void tlsIsAskedForUnlessTheBindersOwnSettingsSayOtherwise() {
        var environment = new MockEnvironment().withProperty("strainlake.kafka.security", "oauthbearer");
        var without = new MockEnvironment()
                .withProperty("strainlake.kafka.security", "oauthbearer")
                .withProperty(BINDER + "[security.protocol]", "SASL_PLAINTEXT");

        new KafkaLoginSettings().postProcessEnvironment(environment, new SpringApplication());
        new KafkaLoginSettings().postProcessEnvironment(without, new SpringApplication());

        var map = Bindable.mapOf(String.class, String.class);
        assertThat(Binder.get(environment).bind(BINDER, map).get())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "OAUTHBEARER");
        assertThat(Binder.get(without).bind(BINDER, map).get())
                .containsEntry("security.protocol", "SASL_PLAINTEXT")
                .containsEntry("sasl.mechanism", "OAUTHBEARER");
    }

    @Test
    void anApplicationWithoutTokensOfItsOwnDoesNotStart() {
        runner.withPropertyValues("strainlake.kafka.security=oauthbearer")
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void theAudienceAndScopeHaveDefaults() {
        runner.withBean(TokenSource.class, NoTokens::new)
                .withPropertyValues("strainlake.kafka.security=oauthbearer")
                .run(context -> {
                    var name = context.getEnvironment().getProperty(KafkaLoginSettings.NAME, "");
                    var login = KafkaLogins.named(name);
                    assertThat(login).isNotNull();
                    assertThat(login.audience()).isEqualTo("https://kafka.strainlake");
                    assertThat(login.scope()).isEqualTo("openid");
                    assertThat(login.source().get()).isInstanceOf(NoTokens.class);
                });
    }

    @Test
    void aMisspelledKeyOrAnEmptyAudienceStopsTheStart() {
        runner.withBean(TokenSource.class, NoTokens::new)
                .withPropertyValues("strainlake.kafka.securty=oauthbearer")
                .run(context -> assertThat(context).hasFailed());
        runner.withBean(TokenSource.class, NoTokens::new)
                .withPropertyValues("strainlake.kafka.audience=")
                .run(context -> assertThat(context).hasFailed());
    }

    private static final class NoTokens implements TokenSource {
        @Override
        public String token(String audience, String scope) {
            return "";
        }

        @Override
        public void invalidate(String audience, String scope, String refused) {
            // there is none
        }
    }
}
