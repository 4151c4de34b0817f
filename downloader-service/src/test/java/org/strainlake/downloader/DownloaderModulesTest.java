package org.strainlake.downloader;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class DownloaderModulesTest {
    @Test
    void roomsUseOnlyTheRoomsTheyDeclare() {
        ApplicationModules.of(DownloaderApplication.class).verify();
    }
}
