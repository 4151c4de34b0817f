package org.strainlake.embargo;

import java.io.IOException;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The key-encryption keys, where a file of them is configured; one that is refused stops the start. */
@AutoConfiguration
@ConditionalOnProperty("strainlake.sealing.kek-file")
@EnableConfigurationProperties(SealingProperties.class)
public class SealingAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    KeyEncryptionKeys keyEncryptionKeys(SealingProperties settings) throws IOException {
        return KeyEncryptionKeys.read(settings.kekFile());
    }
}
