namespace GridFlow.Storage;

/// <summary>Says what is the matter with a folder, as the end of a sentence that begins with its name.</summary>
/// <remarks>Without the names of temporary files: the same trouble must read the same each time.</remarks>
internal static class DiskProblem
{
    private const int NoSpace = 28;
    private const int DiskFull = 0x70;
    private const int Quota = 122;
    private const int FileTooLarge = 27;

    /// <summary>Whether an exception is the disk's fault and no bug.</summary>
    public static bool Is(Exception e) => e is UnauthorizedAccessException or (IOException and not FileNotFoundException);

    /// <summary>What is the matter.</summary>
    public static string Of(Exception e) => e switch
    {
        UnauthorizedAccessException => "may not be written or read by this user",
        DirectoryNotFoundException => "has gone",
        PathTooLongException => "has a path that is too long",
        _ when (e.HResult & 0xFFFF) is NoSpace or DiskFull => "is full: no space left on the device",
        _ when (e.HResult & 0xFFFF) is Quota => "is full: the quota is used up",
        _ when (e.HResult & 0xFFFF) is FileTooLarge => "takes no file of this size",
        _ => $"cannot be used ({e.GetType().Name} {e.HResult & 0xFFFF})",
    };
}
