package org.strainlake.notification;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class NotificationModulesTest {
    @Test
    void roomsUseOnlyTheRoomsTheyDeclare() {
        ApplicationModules.of(NotificationApplication.class).verify();
    }
}
