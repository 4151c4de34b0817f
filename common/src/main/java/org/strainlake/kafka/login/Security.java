package org.strainlake.kafka.login;

/** How this process logs in to Kafka. */
public enum Security {
    /** As the Kafka clients' own settings say. */
    NONE,

    /** By SASL/OAUTHBEARER with this process's own token. */
    OAUTHBEARER
}
