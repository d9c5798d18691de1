namespace GridFlow.Steering;

/// <summary>Who asks for a change, from where and why. What the caller says of itself is not authenticated here.</summary>
/// <param name="User">For example <c>alice@control-room-3</c>; <c>unknown</c> when the caller named nobody.</param>
/// <param name="Address">Address of the caller, for example <c>10.1.2.3:50412</c>.</param>
/// <param name="Reason">Why; may be empty.</param>
public sealed record ControlCaller(string User, string Address, string Reason);
