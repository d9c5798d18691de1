using System.Runtime.InteropServices;

namespace GridFlow.Storage;

/// <summary>Folders whose entries survive a power cut. .NET opens no folder, so that syncing one takes three system calls.</summary>
internal static partial class DurableFolder
{
    private const int ReadOnly = 0;

    // EINVAL: some network file systems sync no folders. Their entries are as durable as they make them.
    private const int NotSupported = 22;

    /// <summary>Makes a folder and those above it; syncs each that got a new entry.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="root">A folder at or above it; what is above that is made, too, and not synced.</param>
    public static void Create(string folder, string root)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var made = new Stack<string>();
        for (var missing = folder; !Directory.Exists(missing) && missing.Length >= root.Length; missing = Path.GetDirectoryName(missing)!)
        {
            made.Push(missing);
        }

        Directory.CreateDirectory(folder);
        foreach (var step in made)
        {
            Sync(Path.GetDirectoryName(step)!);
        }
    }

    /// <summary>Makes the entries of a folder durable.</summary>
    /// <exception cref="IOException">It cannot be synced.</exception>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS journals its folders.
            return;
        }

        var handle = Open(folder, ReadOnly);
        if (handle < 0)
        {
            throw Failure("open", folder);
        }

        try
        {
            if (Fsync(handle) != 0 && Marshal.GetLastPInvokeError() != NotSupported)
            {
                throw Failure("sync", folder);
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static IOException Failure(string action, string folder)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"cannot {action} {folder}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
