package org.strainlake.local;

import java.net.URI;
import java.time.Duration;

/**
 * Whose tokens a secured broker accepts.
 *
 * @param issuer what tokens carry as {@code iss}, to the letter
 * @param jwksUri where the issuer publishes its keys
 * @param audience what tokens must carry as {@code aud}
 * @param longestSession after this time at the latest a connection must show a token again; sooner if its token ends
 */
public record KafkaTrust(String issuer, URI jwksUri, String audience, Duration longestSession) {
    public KafkaTrust {
        if (issuer.isBlank() || audience.isBlank() || !jwksUri.isAbsolute()) {
            throw new IllegalArgumentException("an issuer, the address of its keys and an audience are needed");
        }
        if (longestSession.toMillis() < 1) { // to Kafka, 0 is without end
            throw new IllegalArgumentException("a session of " + longestSession);
        }
    }
}
