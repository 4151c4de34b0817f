package org.strainlake.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is exported; members that are null are left out.
 *
 * @param id grows; the cursor of a reader who has had this line
 * @param peer address of the caller
 * @param gpsStart GPS second, included
 * @param gpsEnd GPS second, not included
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AuditLine(
        long id,
        Instant time,
        String what,
        String service,
        @Nullable String issuer,
        @Nullable String subject,
        @Nullable String client,
        @Nullable String tokenId,
        @Nullable String peer,
        @Nullable String experiment,
        @Nullable String name,
        @Nullable Long gpsStart,
        @Nullable Long gpsEnd,
        @Nullable String method,
        @Nullable String route,
        @Nullable String path,
        int status,
        @Nullable String reason) {}
