package org.strainlake.standby;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What several instances of a service do.
 *
 * @param enabled one works and further ones on the same database stand by; otherwise they know nothing of each other
 */
@ConfigurationProperties(prefix = "strainlake.standby", ignoreUnknownFields = false)
record StandbyProperties(@DefaultValue("false") boolean enabled) {}
