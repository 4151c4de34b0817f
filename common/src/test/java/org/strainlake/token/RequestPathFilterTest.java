package org.strainlake.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathFilterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/O4/../x",
                "/O4/..",
                "/./x",
                "/O4/%2e%2e/x",
                "/O4/%2E/x",
                "/O4/.%2e/x",
                "/O4/%252e%252e/x",
                "/O4//x",
                "//O4",
                "/O4/..;/x",
                "/O4;v=1/x",
                "/O4\\x",
                "/O4%2fx",
                "/O4%2Fx",
                "/O4%5cx",
                "/O4%00",
                "/O4%0a",
                "/O4%25",
                "/O4%3bx",
                "/O4%4",
                "/O4%zz",
                "/O4%ff",
                "O4",
                ""
            })
    void whatCanBeReadInTwoWaysIsRefused(String path) {
        assertThat(RequestPathFilter.isClear(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/O4/f", "/O4/", "/%4f4/f", "/O4/f%20g", "/...", "/.hidden", "/a..b", "/%c3%a9"})
    void whatHasOneReadingPasses(String path) {
        assertThat(RequestPathFilter.isClear(path)).isTrue();
    }
}
