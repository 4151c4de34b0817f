package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** How the catalogue says no: by the class of Rucio's exception. */
public abstract class RefusalContract extends LakeContract {
    @Test
    void anUnknownStorageElementIsRefusedByName() {
        assertThatThrownBy(() -> catalogue().storageElement("NOWHERE-" + run().toUpperCase(Locale.ROOT)))
                .isInstanceOfSatisfying(
                        CatalogueRefusal.class,
                        refusal -> assertThat(refusal.refusal()).isEqualTo("RSENotFound"));
    }
}
