using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace GridFlow.Checkpoints;

/// <summary>A transactional id that no other process on this host has, for as long as this one lives.</summary>
/// <remarks>
/// A transactional id has to be the same after a restart, so that what a dead process left open ends at once, and must not be shared, or instances fence each
/// other. So it is host name and number: the first number whose file nobody has locked. A lock goes with its process, however that ends.
/// </remarks>
public sealed class InstanceSlot : IDisposable
{
    private const int MostPerHost = 1000;
    private const UnixFileMode AllUsers = UnixFileMode.StickyBit
        | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly FileStream _lock;

    private InstanceSlot(string transactionalId, FileStream held) => (TransactionalId, _lock) = (transactionalId, held);

    /// <summary>The id.</summary>
    public string TransactionalId { get; }

    /// <summary>Takes the first free id of a group on this host.</summary>
    public static InstanceSlot Claim(string group)
    {
        for (var number = 0; number < MostPerHost; number++)
        {
            var id = $"{group}-{Environment.MachineName}-{number.ToString(CultureInfo.InvariantCulture)}";
            if (TryClaim(id) is { } slot)
            {
                return slot;
            }
        }

        throw new InvalidOperationException(
            $"no number for this instance of group {group}: {MostPerHost} are taken, or {Path.Combine(Path.GetTempPath(), "gridflow-instances")} cannot be written. Set Checkpoints:TransactionalId");
    }

    /// <summary>Takes one id.</summary>
    /// <returns>Null when another process on this host has it.</returns>
    public static InstanceSlot? TryClaim(string transactionalId)
    {
        try
        {
            // Ids may hold any character; file names may not.
            var name = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(transactionalId)).ToString("x16", CultureInfo.InvariantCulture);
            return new InstanceSlot(transactionalId, new FileStream(Path.Combine(Folder(), name), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
            }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Locked, or another user's.
            return null;
        }
    }

    /// <summary>One folder for all users of the host, as the temporary folder itself.</summary>
    private static string Folder()
    {
        var folder = Path.Combine(Path.GetTempPath(), "gridflow-instances");
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, AllUsers);
            }
        }

        return folder;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
