package org.strainlake.emulator;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class EmulatorModulesTest {
    @Test
    void roomsUseOnlyTheRoomsTheyDeclare() {
        ApplicationModules.of(EmulatorApplication.class).verify();
    }
}
