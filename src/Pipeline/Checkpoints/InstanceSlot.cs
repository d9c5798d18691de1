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

    private readonly FileStream? _lock;

    private InstanceSlot(string transactionalId, FileStream? held) => (TransactionalId, _lock) = (transactionalId, held);

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

        throw new InvalidOperationException($"all {MostPerHost} numbers of group {group} on this host are taken");
    }

    /// <summary>Takes one id.</summary>
    /// <returns>Null when another process on this host has it.</returns>
    public static InstanceSlot? TryClaim(string transactionalId)
    {
        var folder = Path.Combine(Path.GetTempPath(), "gridflow-instances");
        try
        {
            Directory.CreateDirectory(folder);
            // Ids may hold any character; file names may not.
            var name = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(transactionalId)).ToString("x16", CultureInfo.InvariantCulture);
            return new InstanceSlot(transactionalId, new FileStream(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException)
        {
            // A folder that nobody here may write to: Kafka's own fencing has to do.
            return new InstanceSlot(transactionalId, null);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            return null;
        }
        catch (IOException)
        {
            return new InstanceSlot(transactionalId, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();
}
