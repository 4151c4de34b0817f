package org.strainlake.emulator.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import org.springframework.stereotype.Component;

/** The issuer's RSA key. It outlives the process, so that tokens and key caches do. */
@Component
class SigningKey {
    private static final String KEY_ID = "rsa1";
    private static final int BITS = 2048;

    private final RSAKey key;

    SigningKey(IssuerProperties properties) throws IOException, JOSEException, ParseException {
        var file = properties.directory().resolve("signing-key.jwk");
        key = Files.exists(file) ? JWK.parse(Files.readString(file)).toRSAKey() : make(file);
    }

    private static RSAKey make(Path file) throws IOException, JOSEException {
        var made = new RSAKeyGenerator(BITS)
                .keyID(KEY_ID)
                .algorithm(JWSAlgorithm.RS256)
                .keyUse(KeyUse.SIGNATURE)
                .generate();
        Files.createDirectories(file.getParent());
        var part = Files.createTempFile(
                file.getParent(),
                "key",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(part, made.toJSONString());
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        return made;
    }

    RSAKey pair() {
        return key;
    }
}
