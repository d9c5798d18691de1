using GridFlow.Steering;
using Grpc.Core;

namespace GridFlow.Control.Services.Audit;

/// <summary>Reads from a call who makes it.</summary>
internal static class Callers
{
    /// <summary>Metadata entry, and HTTP header, in which the caller names itself.</summary>
    public const string UserHeader = "gridflow-user";

    /// <summary>Most characters of a name.</summary>
    public const int MaxUserLength = 128;

    /// <summary>Most characters of a reason.</summary>
    public const int MaxReasonLength = 500;

    /// <summary>Who calls, from where and why.</summary>
    public static ControlCaller Of(ServerCallContext context, string reason)
    {
        var user = PlainText.Of(context.RequestHeaders.GetValue(UserHeader), MaxUserLength);
        return new ControlCaller(user.Length > 0 ? user : "unknown", Address(context.Peer), PlainText.Of(reason, MaxReasonLength));
    }

    // gRPC writes "ipv4:10.1.2.3:50412".
    private static string Address(string peer)
    {
        foreach (var scheme in new[] { "ipv4:", "ipv6:" })
        {
            if (peer.StartsWith(scheme, StringComparison.Ordinal))
            {
                return peer[scheme.Length..];
            }
        }

        return peer;
    }
}
