package org.strainlake.kafka.login;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.ClientJwtValidator;
import org.apache.kafka.common.security.oauthbearer.JwtValidatorException;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.jspecify.annotations.Nullable;

/**
 * Gives a Kafka client this process's own token. Kafka makes it by its name, asks it when the client first
 * connects, and again before the token ends.
 */
public final class TokenLogin implements AuthenticateCallbackHandler {
    /** The option of the JAAS entry that says which login is meant. */
    static final String NAME = "login";

    private final ClientJwtValidator reader = new ClientJwtValidator();
    private KafkaLogins.@Nullable Login login;
    private @Nullable String given;

    @Override
    public void configure(Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> entries) {
        var name = entries.size() == 1
                ? String.valueOf(entries.getFirst().getOptions().get(NAME))
                : "";
        login = KafkaLogins.named(name);
        if (login == null) {
            throw new ConfigException("this process has no token for Kafka: strainlake.token.client is not set");
        }
        reader.configure(settings, mechanism, entries);
    }

    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        for (var callback : callbacks) {
            switch (callback) {
                case OAuthBearerTokenCallback asked -> answer(asked);
                case SaslExtensionsCallback none -> {
                    // no extensions
                }
                default -> throw new UnsupportedCallbackException(callback);
            }
        }
    }

    @Override
    public void close() {
        // the source of tokens is not ours
    }

    private synchronized void answer(OAuthBearerTokenCallback asked) throws IOException {
        var from = login;
        if (from == null) {
            throw new IllegalStateException("asked for a token before it was configured");
        }
        var source = from.source().get();
        var token = source.token(from.audience(), from.scope());
        if (token.equals(given)) { // asked again, since it is about to end
            source.invalidate(from.audience(), from.scope(), token);
            token = source.token(from.audience(), from.scope());
        }
        try {
            asked.token(reader.validate(token));
        } catch (JwtValidatorException e) { // its words may quote the token
            throw new IOException("the issuer's token for Kafka is no JWT with sub and exp");
        }
        given = token;
    }
}
