package org.strainlake.emulator.storage;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts WebDAV under the prefixes of the storages. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {
    @Bean
    ServletRegistrationBean<WebDavServlet> webDav(StorageElements elements, StorageGate gate, CopyIn copyIn) {
        var prefixes =
                elements.all().stream().map(element -> element.prefix() + "*").toArray(String[]::new);
        var registration = new ServletRegistrationBean<>(new WebDavServlet(elements, gate, copyIn), prefixes);
        registration.setName("webdav");
        registration.setLoadOnStartup(1);
        return registration;
    }
}
