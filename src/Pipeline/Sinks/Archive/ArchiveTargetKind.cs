namespace GridFlow.Sinks.Archive;

/// <summary>Where finished archive files go.</summary>
public enum ArchiveTargetKind
{
    /// <summary>Nowhere: no archive is written.</summary>
    Off,

    /// <summary>A folder, for people without S3.</summary>
    Directory,

    /// <summary>A bucket of any S3 service.</summary>
    S3,
}
