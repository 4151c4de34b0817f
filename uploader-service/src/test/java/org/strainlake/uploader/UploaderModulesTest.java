package org.strainlake.uploader;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class UploaderModulesTest {
    @Test
    void roomsUseOnlyTheRoomsTheyDeclare() {
        ApplicationModules.of(UploaderApplication.class).verify();
    }
}
