package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Promises of the catalogue about who comes in, how, and for how long. */
public abstract class LoginContract extends LakeContract {
    @Test
    void theLakeTellsItsVersion() throws IOException {
        assertThat(catalogue().version()).matches("\\d+\\..+");
    }
}
