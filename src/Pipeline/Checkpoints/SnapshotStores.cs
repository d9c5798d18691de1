using GridFlow.Checkpoints.Stores;
using GridFlow.Storage;

namespace GridFlow.Checkpoints;

/// <summary>Makes the store that <c>Checkpoints:Store</c> names.</summary>
internal static class SnapshotStores
{
    /// <summary>The value that turns snapshots off.</summary>
    public const string None = "none";

    /// <summary>Opens the store; nothing is asked of it yet. Null when there is to be none.</summary>
    /// <exception cref="ArgumentException">The options have a fault that their validation would have told.</exception>
    public static ISnapshotStore? Open(CheckpointsOptions options, TimeProvider time)
    {
        if (Fault(options) is { } fault)
        {
            throw new ArgumentException($"{CheckpointsOptions.Section}:{nameof(CheckpointsOptions.Store)} {fault}", nameof(options));
        }

        return Named(options) switch
        {
            None => null,
            null => new DirectorySnapshotStore(DefaultFolder()!, time),
            var text when IsS3(text) => new S3SnapshotStore(S3(text, options).Address!),
            var folder => new DirectorySnapshotStore(folder, time),
        };
    }

    /// <summary>What is wrong with the setting, as the end of a sentence; null when nothing is.</summary>
    public static string? Fault(CheckpointsOptions options) => Named(options) switch
    {
        None => null,
        null => DefaultFolder() is null ? "must be given: this user has no folder for application data" : null,
        var text when IsS3(text) => S3(text, options).Fault,
        var text when text.Trim().Length == 0 || text.Contains("://", StringComparison.Ordinal) || text.Contains('\0', StringComparison.Ordinal) =>
            $"must be a folder, {S3Address.Scheme}bucket/prefix, or {None}",
        var folder => File.Exists(folder) ? "must be a folder; there is a file of this name" : null,
    };

    private static string? Named(CheckpointsOptions options) =>
        string.Equals(options.Store?.Trim(), None, StringComparison.OrdinalIgnoreCase) ? None : options.Store;

    private static bool IsS3(string text) => text.StartsWith(S3Address.Scheme, StringComparison.OrdinalIgnoreCase);

    private static (S3Address? Address, string? Fault) S3(string text, CheckpointsOptions options) =>
        S3Address.Resolve(text, options.Endpoint, region: null, S3SnapshotStore.Settings);

    private static string? DefaultFolder()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length == 0 ? null : Path.Combine(folder, "gridflow", "checkpoints");
    }
}
