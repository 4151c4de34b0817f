package org.strainlake.rehearsal.stage;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Runs in a service whose clock can be set off: what {@code java.time} says there is as many nanoseconds ahead as a file
 * says. It is put into a jar by itself, so it uses nothing but the JDK.
 */
public final class ClockAgent implements ClassFileTransformer {
    private static final String AHEAD = "strainlake.rehearsal.clock-ahead-nanos";
    private static final String CLOCK = "java/time/Clock";

    /** Through this method all clocks of the system get their time. */
    private static final String METHOD = "currentInstant";

    private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");
    private static final long BETWEEN_LOOKS_MILLIS = 50;

    private ClockAgent() {}

    /**
     * Called by Java before the service begins.
     *
     * @param file holds the nanoseconds, as decimal digits
     */
    public static void premain(String file, Instrumentation instrumentation) throws UnmodifiableClassException {
        instrumentation.addTransformer(new ClockAgent(), true);
        instrumentation.retransformClasses(Clock.class);
        var path = Path.of(file);
        Thread.ofPlatform().daemon().name("clock-agent").start(() -> follow(path));
    }

    private static void follow(Path file) {
        try {
            while (true) {
                System.setProperty(AHEAD, Files.readString(file).strip());
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            }
        } catch (IOException e) {
            System.err.println("the clock stays as it is: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] content) {
        if (!CLOCK.equals(name)) {
            return null;
        }
        var file = ClassFile.of();
        return file.transformClass(
                file.parse(content),
                ClassTransform.transformingMethodBodies(
                        method -> method.methodName().equalsString(METHOD), ClockAgent::setOff));
    }

    private static void setOff(CodeBuilder code, CodeElement element) {
        if (element instanceof ReturnInstruction) {
            code.ldc(AHEAD)
                    .lconst_0()
                    .invokestatic(
                            ConstantDescs.CD_Long,
                            "getLong",
                            MethodTypeDesc.of(ConstantDescs.CD_Long, ConstantDescs.CD_String, ConstantDescs.CD_long))
                    .invokevirtual(ConstantDescs.CD_Long, "longValue", MethodTypeDesc.of(ConstantDescs.CD_long))
                    .invokevirtual(INSTANT, "plusNanos", MethodTypeDesc.of(INSTANT, ConstantDescs.CD_long));
        }
        code.with(element);
    }
}
