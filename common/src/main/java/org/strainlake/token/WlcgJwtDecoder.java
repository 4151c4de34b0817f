package org.strainlake.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.http.HttpClient;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Accepts access tokens of the WLCG profile 1.0 from the issuers that are trusted, each with its own keys. Makes no
 * connection before the first token comes. Thread-safe.
 */
final class WlcgJwtDecoder implements JwtDecoder {
    private final Map<String, JwtDecoder> byIssuer = new HashMap<>();

    WlcgJwtDecoder(ResourceProperties settings, HttpClient http, InstantSource clock) {
        var validator = new WlcgTokenValidator(settings, clock);
        for (var issuer : settings.issuers()) {
            var keys = new IssuerKeys(issuer.jwksUri(), http, clock, settings);
            byIssuer.put(issuer.issuer(), decoder(settings, keys, validator));
        }
    }

    private static JwtDecoder decoder(
            ResourceProperties settings, IssuerKeys keys, OAuth2TokenValidator<Jwt> validator) {
        var algorithms =
                settings.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
        var processor = new DefaultJWTProcessor<SecurityContext>();
        // IAM writes no typ, RFC 9068 writes at+jwt.
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
        processor.setJWTClaimsSetVerifier((claims, context) -> {
            // the validator's business, with the injected clock
        });
        var decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(validator);
        return decoder;
    }

    /**
     * Checks a token.
     *
     * @throws BadJwtException if it is refused
     * @throws JwtException if it cannot be judged now, because the issuer's keys are not to be had
     */
    @Override
    public Jwt decode(String token) {
        try {
            return decoderFor(token).decode(token);
        } catch (BadJwtException e) {
            throw e;
        } catch (JwtException e) {
            if (e.getCause() instanceof RemoteKeySourceException) {
                throw e;
            }
            throw new BadJwtException("the token cannot be verified", e);
        }
    }

    private JwtDecoder decoderFor(String token) {
        try {
            // Unverified as yet: it only chooses the keys that must have signed it.
            if (JWTParser.parse(token) instanceof SignedJWT signed
                    && signed.getHeader().getKeyID() != null
                    && signed.getJWTClaimsSet().getClaim("iss") instanceof String issuer) {
                var decoder = byIssuer.get(issuer);
                if (decoder != null) {
                    return decoder;
                }
            }
        } catch (ParseException e) {
            throw new BadJwtException("the token is malformed", e);
        }
        throw new BadJwtException("the token is not signed by a trusted issuer with a named key");
    }
}
