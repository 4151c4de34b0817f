package org.strainlake.lake.rucio;

import java.io.IOException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.strainlake.http.OutsideBusy;
import org.strainlake.lake.Catalogue;

/** Whether Rucio answers a ping, and whether its clock is ours. */
final class RucioHealth implements HealthIndicator {
    private final Catalogue catalogue;

    RucioHealth(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public Health health() {
        try {
            var health = Health.up().withDetail("version", catalogue.version());
            if (catalogue instanceof RucioCatalogue rucio) {
                rucio.clockTrouble().ifPresent(trouble -> health.withDetail("clock", trouble));
            }
            return health.build();
        } catch (IOException silent) {
            return Health.down()
                    .withDetail("reason", OutsideBusy.reasonOf(silent))
                    .build();
        }
    }
}
