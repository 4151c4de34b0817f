package org.strainlake.notification.reconcile;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is compared with the catalogue.
 *
 * @param interval time from one comparison to the next
 * @param grace how long a file may be in the catalogue without an event before it gets one
 * @param transferEnd how long a transfer that began may go without an event of its end before the catalogue is asked
 * @param datasets datasets to compare, as {@code scope:pattern}, {@code *} for any run of characters; none: nothing is
 * @param rses storage elements that uploads go to, best first: of several copies, the event names the first of these
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.reconcile", ignoreUnknownFields = false)
record ReconcileProperties(
        @DefaultValue("60s") @NotNull @DurationMin(millis = 100)
        Duration interval,

        @DefaultValue("60s") @NotNull @DurationMin(millis = 0)
        Duration grace,

        @DefaultValue("10m") @NotNull @DurationMin(millis = 100)
        Duration transferEnd,

        @DefaultValue List<@Pattern(regexp = "[\\w.-]{1,25}:[\\w.*/-]{1,250}") String> datasets,
        @DefaultValue List<String> rses) {
    ReconcileProperties {
        datasets = List.copyOf(datasets);
        rses = List.copyOf(rses);
    }
}
