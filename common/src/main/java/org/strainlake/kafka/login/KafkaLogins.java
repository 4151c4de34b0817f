package org.strainlake.kafka.login;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.strainlake.token.TokenSource;

/**
 * Where the Kafka clients of this process find whose tokens they log in with. Kafka makes its login handlers
 * itself, from a class name and settings; the settings carry a name that means nothing outside this process.
 * Thread-safe.
 */
public final class KafkaLogins {
    private static final Map<String, Login> LOGINS = new ConcurrentHashMap<>();

    private KafkaLogins() {}

    /** Tokens for Kafka. */
    record Login(Supplier<TokenSource> source, String audience, String scope) {}

    /**
     * Lets Kafka clients log in with tokens from a source, for as long as this process lives.
     *
     * @param audience whom the tokens are for: what the brokers expect
     * @param scope scopes asked for, separated by spaces
     * @return settings for those clients; TLS is asked for, and no secret is in them
     */
    public static Map<String, String> with(TokenSource source, String audience, String scope) {
        var name = newName();
        register(name, new Login(() -> source, audience, scope));
        return settings(name);
    }

    static String newName() {
        return UUID.randomUUID().toString();
    }

    static void register(String name, Login login) {
        LOGINS.put(name, login);
    }

    static void forget(String name) {
        LOGINS.remove(name);
    }

    static @Nullable Login named(String name) {
        return LOGINS.get(name);
    }

    static Map<String, String> settings(String name) {
        return Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "OAUTHBEARER",
                "sasl.login.callback.handler.class", "org.strainlake.kafka.login.TokenLogin",
                "sasl.jaas.config",
                        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required "
                                + TokenLogin.NAME + "=\"" + name + "\";");
    }
}
