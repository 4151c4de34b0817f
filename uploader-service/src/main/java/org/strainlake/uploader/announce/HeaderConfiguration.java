package org.strainlake.uploader.announce;

import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.support.KafkaHeaderMapper;
import org.springframework.messaging.MessageHeaders;

@Configuration(proxyBeanMethods = false)
class HeaderConfiguration {
    /** Only the CloudEvents attributes go out, as the bytes they are; nothing of the framework's own. */
    @Bean("cloudEventsHeaders")
    KafkaHeaderMapper cloudEventsHeaders() {
        return new KafkaHeaderMapper() {
            @Override
            public void fromHeaders(MessageHeaders headers, Headers target) {
                headers.forEach((name, value) -> {
                    if (value instanceof byte[] bytes && (name.startsWith("ce_") || "content-type".equals(name))) {
                        target.add(name, bytes);
                    }
                });
            }

            @Override
            public void toHeaders(Headers source, Map<String, Object> headers) {
                source.forEach(header -> headers.put(header.key(), header.value()));
            }
        };
    }
}
