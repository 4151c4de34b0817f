/**
 * Kafka logs this process in with tokens of its own (SASL/OAUTHBEARER), where that is configured. No secret
 * and no token stands in a setting.
 */
@NullMarked
package org.strainlake.kafka.login;

import org.jspecify.annotations.NullMarked;
