package io.ledgerlake.pipeline.options;

/** The options of {@code ingest}, and of {@code validate}, which differs in writing nothing. */
public interface IngestOptions
    extends InputOptions,
        LakeOptions,
        RunOptions,
        GateOptions,
        HoldOptions,
        EngineOptions,
        ConsoleOptions {}
