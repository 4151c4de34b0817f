package org.strainlake.uploader.embargo;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.strainlake.embargo.EmbargoProperties;
import org.strainlake.kafka.KafkaProperties;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({EmbargoProperties.class, KafkaProperties.class})
class EmbargoConfiguration {}
