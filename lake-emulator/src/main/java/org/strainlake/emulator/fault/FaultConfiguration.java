package org.strainlake.emulator.fault;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.broker.MessageBroker;
import org.strainlake.emulator.issuer.Secret;
import org.strainlake.emulator.storage.StorageElements;

/** Opens the room where a key file is named; otherwise there is neither a route nor a filter. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("strainlake.emulator.fault.key-file")
class FaultConfiguration {
    @Bean
    Faults faults(MessageBroker broker, InstantSource clock) {
        return new Faults(broker, clock);
    }

    /** Behind the rules for paths, in front of everything else. */
    @Bean
    FilterRegistrationBean<FaultFilter> faultFilter(Faults faults, StorageElements storages, InstantSource clock) {
        var registration = new FilterRegistrationBean<>(new FaultFilter(faults, storages, clock));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> cutting() {
        return factory -> factory.addContextValves(new CutValve());
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> faultRoutes(Faults faults, FaultProperties properties) throws IOException {
        var routes = new FaultRoutes(faults, Secret.in(Objects.requireNonNull(properties.keyFile())));
        return RouterFunctions.route()
                .GET(FaultRoutes.PATH, routes::list)
                .PUT(FaultRoutes.PATH + "/{id}", routes::add)
                .DELETE(FaultRoutes.PATH + "/{id}", routes::remove)
                .filter(routes::whoHasTheKey)
                .build();
    }
}
