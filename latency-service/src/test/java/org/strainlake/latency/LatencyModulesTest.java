package org.strainlake.latency;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class LatencyModulesTest {
    @Test
    void roomsUseOnlyTheRoomsTheyDeclare() {
        ApplicationModules.of(LatencyApplication.class).verify();
    }
}
