using GridFlow.Control.Services.Errors;

namespace GridFlow.Control.Services.Calls;

/// <summary>How many entries a list may have.</summary>
internal static class PageLimit
{
    private const int Default = 100;

    /// <summary>The limit asked for; 0 is the default.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static int Of(int asked, int most)
    {
        var violations = new FieldViolations();
        violations.Require(asked >= 0 && asked <= most, "limit", $"must be 1 to {most}, or 0 for {Default}");
        violations.ThrowIfAny();
        return asked == 0 ? Default : asked;
    }
}
