package org.strainlake.uploader.upload;

import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.strainlake.uploader.announce.Announcer;
import org.strainlake.uploader.announce.Messages;
import org.strainlake.uploader.journal.ChunkJournal;
import org.strainlake.uploader.journal.Replays;
import org.strainlake.uploader.source.ReplayPlanner;
import org.strainlake.uploader.source.ReplayProperties;

@Configuration(proxyBeanMethods = false)
class UploadConfiguration {
    @Bean
    ReplayRun.Parts replayParts(
            ReplayPlanner planner,
            ReplayProperties properties,
            UploadProperties upload,
            UploadPipeline pipeline,
            Sealer sealer,
            Places places,
            Attacher attacher,
            DatasetKeeper datasets,
            AttachSignals attachSignals,
            ChunkJournal journal,
            Replays replays,
            Announcer announcer,
            Messages messages,
            Troubles troubles,
            InstantSource clock) {
        return new ReplayRun.Parts(
                planner,
                properties,
                upload,
                pipeline,
                sealer,
                places,
                attacher,
                datasets,
                attachSignals,
                journal,
                replays,
                announcer,
                messages,
                troubles,
                clock);
    }
}
