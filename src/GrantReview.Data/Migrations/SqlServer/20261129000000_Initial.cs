using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GrantReview.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AspNetUsers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    DisplayName = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Unit = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Culture = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: false),
                    IsElder = table.Column<bool>(type: "bit", nullable: true),
                    DeviceKey = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    State_IsDisabled = table.Column<bool>(type: "bit", nullable: false),
                    State_Link_Digest = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    State_Link_Until = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_PaperLink_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_PaperLink_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_PaperLink_Id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    UserName = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    NormalizedUserName = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    Email = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    EmailConfirmed = table.Column<bool>(type: "bit", nullable: false),
                    PasswordHash = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    SecurityStamp = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    ConcurrencyStamp = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    PhoneNumber = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    PhoneNumberConfirmed = table.Column<bool>(type: "bit", nullable: false),
                    TwoFactorEnabled = table.Column<bool>(type: "bit", nullable: false),
                    LockoutEnd = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    LockoutEnabled = table.Column<bool>(type: "bit", nullable: false),
                    AccessFailedCount = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUsers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Calls",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Code = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    NameEn = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    NameZh = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Template = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Settings = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    FinanceTerms = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State_ClosesOn = table.Column<DateOnly>(type: "date", nullable: true),
                    State_OpensOn = table.Column<DateOnly>(type: "date", nullable: true),
                    State_Reminders = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_ScoringBegan = table.Column<bool>(type: "bit", nullable: false),
                    State_ScoringClosedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_ScoringClosesAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Stage = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_WasOpened = table.Column<bool>(type: "bit", nullable: false),
                    State_GoingBack_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    State_GoingBack_To = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    State_GoingBack_Request_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_GoingBack_Request_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_GoingBack_Request_Id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Opening_AskedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Opening_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Opening_OpenedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_OpeningRequest_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_OpeningRequest_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_OpeningRequest_Id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_RuleRequest_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    State_RuleRequest_Request_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_RuleRequest_Request_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_RuleRequest_Request_Id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_RuleRequest_Rule_Lottery = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    State_RuleRequest_Rule_Method = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    State_RuleRequest_Rule_PanelTrimEachEnd = table.Column<int>(type: "int", nullable: true),
                    State_RuleRequest_Rule_Panels = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    State_RuleRequest_Rule_Smoothness = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    State_RuleRequest_Rule_TrimEachEnd = table.Column<int>(type: "int", nullable: true),
                    State_RuleRequest_Rule_UndecidedLottery = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Calls", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "DataProtectionKeys",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    FriendlyName = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    Xml = table.Column<string>(type: "nvarchar(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataProtectionKeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Facts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    ActId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Ordinal = table.Column<int>(type: "int", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    PersonId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Capacity = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Subject = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    SubjectId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    HoldsPoints = table.Column<bool>(type: "bit", nullable: false),
                    IsForSupervisors = table.Column<bool>(type: "bit", nullable: false),
                    Salt = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Content = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: true),
                    PreviousHash = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: true),
                    Hash = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: true),
                    Digest = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Facts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Headers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    List = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Key = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Written = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Column = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Factor = table.Column<int>(type: "int", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Headers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Absences",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_FirstDay = table.Column<DateOnly>(type: "date", nullable: true),
                    State_IsTakenBack = table.Column<bool>(type: "bit", nullable: false),
                    State_LastDay = table.Column<DateOnly>(type: "date", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Absences", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Absences_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserClaims",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ClaimType = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    ClaimValue = table.Column<string>(type: "nvarchar(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserClaims", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AspNetUserClaims_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserLogins",
                columns: table => new
                {
                    LoginProvider = table.Column<string>(type: "nvarchar(450)", nullable: false),
                    ProviderKey = table.Column<string>(type: "nvarchar(450)", nullable: false),
                    ProviderDisplayName = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserLogins", x => new { x.LoginProvider, x.ProviderKey });
                    table.ForeignKey(
                        name: "FK_AspNetUserLogins_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserTokens",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    LoginProvider = table.Column<string>(type: "nvarchar(450)", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(450)", nullable: false),
                    Value = table.Column<string>(type: "nvarchar(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserTokens", x => new { x.UserId, x.LoginProvider, x.Name });
                    table.ForeignKey(
                        name: "FK_AspNetUserTokens_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "FeePayees",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    IdNumber = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Bank = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Account = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FeePayees", x => x.Id);
                    table.ForeignKey(
                        name: "FK_FeePayees_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Passkeys",
                columns: table => new
                {
                    CredentialId = table.Column<byte[]>(type: "varbinary(512)", maxLength: 512, nullable: false),
                    UsedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Data = table.Column<string>(type: "nvarchar(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Passkeys", x => x.CredentialId);
                    table.ForeignKey(
                        name: "FK_Passkeys_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    BegunAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Until = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Device = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Address = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Ended = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Sessions_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Applications",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Code = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Title = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    Category = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Unit = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    UnitCode = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    UnitType = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Region = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Pi = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Partners = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Keywords = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    UnitFormerNames = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    PiContacts = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Team = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    ExcludedExperts = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Payee = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    RequestedFen = table.Column<long>(type: "bigint", nullable: true),
                    ExpertsNeeded = table.Column<int>(type: "int", nullable: true),
                    SubmittedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Eligible = table.Column<bool>(type: "bit", nullable: false),
                    IneligibleReason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    ReviewedById = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Attributes = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Applications", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Applications_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AssignmentPlans",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Round = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Objective = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Seed = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Summary = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    CreatedById = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State_DeployedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_DeployedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Status = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AssignmentPlans", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AssignmentPlans_AspNetUsers_CreatedById",
                        column: x => x.CreatedById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_AssignmentPlans_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Attendance",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Meeting = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Part = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Experts = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Attendance", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Attendance_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Broadcasts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State_Audience = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Category = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Recipients = table.Column<int>(type: "int", nullable: false),
                    State_SentAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_SentBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Subject = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Broadcasts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Broadcasts_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Draws",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Pool = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    PoolHash = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    Result = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_AllowedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_AllowedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_DrawnAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_DrawnBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_FrozenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State_FrozenBy = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State_Plan = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_RevealedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_RevealedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Status = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Witness = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Draws", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Draws_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Experts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Code = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Unit = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    UnitCode = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    FormerUnits = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Region = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Keywords = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Contacts = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    MinLoad = table.Column<int>(type: "int", nullable: true),
                    MaxLoad = table.Column<int>(type: "int", nullable: true),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    DeclaredAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ExtendedUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    AccountRequest_Account = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    AccountRequest_Request_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    AccountRequest_Request_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    AccountRequest_Request_Id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Experts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Experts_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Experts_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "FeeLists",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Payees = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_Corrections = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_Files = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_Lines = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_Outcomes = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_PreparedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_ReleasedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_ReleasedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    State_Status = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Strays = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FeeLists", x => x.Id);
                    table.ForeignKey(
                        name: "FK_FeeLists_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "FeeTerms",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State_Clause = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_HalfPercent = table.Column<int>(type: "int", nullable: false),
                    State_IsNet = table.Column<bool>(type: "bit", nullable: false),
                    State_Rates = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_ReducedFrom = table.Column<int>(type: "int", nullable: false),
                    State_ReducedPercent = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FeeTerms", x => x.Id);
                    table.ForeignKey(
                        name: "FK_FeeTerms_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Grants",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Capacity = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_InsteadOf = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Status = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Request_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Request_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Request_Id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Grants", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Grants_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Grants_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Imports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    List = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    FileName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Sha256 = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Added = table.Column<int>(type: "int", nullable: false),
                    Changed = table.Column<int>(type: "int", nullable: false),
                    Before = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_UndoneAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_UndoneBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Imports", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Imports_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "IndicatorTrees",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Content = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    PublishedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IndicatorTrees", x => x.Id);
                    table.ForeignKey(
                        name: "FK_IndicatorTrees_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "InputsChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InputsChanges", x => x.Id);
                    table.ForeignKey(
                        name: "FK_InputsChanges_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Organisations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Code = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Aliases = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    FormerNames = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Parent = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Organisations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Organisations_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PaymentOrders",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Payees = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_Files = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_Lines = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_PreparedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_ReleasedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Status = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Strays = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentOrders", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentOrders_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Recusals",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State_Application = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    State_IsCleared = table.Column<bool>(type: "bit", nullable: false),
                    State_IsRecused = table.Column<bool>(type: "bit", nullable: false),
                    State_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    State_Unit = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    State_Return_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Return_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Return_Id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Recusals", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Recusals_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Recusals_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Runs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Round = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Seed = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    RequestedById = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    RequestedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Status = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    FinishedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    InputsHash = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: true),
                    InputsVersion = table.Column<long>(type: "bigint", nullable: false),
                    ProgramVersion = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Failure = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Fault = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    Progress = table.Column<int>(type: "int", nullable: false),
                    Step = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Owner = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    LeaseUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Runs", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Runs_AspNetUsers_RequestedById",
                        column: x => x.RequestedById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Runs_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Scenarios",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Figures = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    CreatedById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Scenarios", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Scenarios_AspNetUsers_CreatedById",
                        column: x => x.CreatedById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Scenarios_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Verdicts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Application = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Rule = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Clause = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_Kind = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    State_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_SignedAs = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Verdicts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Verdicts_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "FactTexts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    FactId = table.Column<long>(type: "bigint", nullable: false),
                    Path = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Salt = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Text = table.Column<string>(type: "nvarchar(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FactTexts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_FactTexts_Facts_FactId",
                        column: x => x.FactId,
                        principalTable: "Facts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Attachments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    State_AttachedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State_WithdrawnAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Content_Bytes = table.Column<long>(type: "bigint", nullable: false),
                    State_Content_Pages = table.Column<int>(type: "int", nullable: true),
                    State_Content_Sha256 = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Content_Type = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Attachments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Attachments_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Library",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Year = table.Column<int>(type: "int", nullable: false),
                    Note = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    EnteredById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    EnteredAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CarriedToId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    CarriedById = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    CarriedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Library", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Library_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Library_Applications_CarriedToId",
                        column: x => x.CarriedToId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Library_AspNetUsers_CarriedById",
                        column: x => x.CarriedById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Library_AspNetUsers_EnteredById",
                        column: x => x.EnteredById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Library_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Objections",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Name = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Contact = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Content = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    ReceivedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    RecordedById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State_DecidedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_DecidedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Outcome = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_Status = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Objections", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Objections_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Objections_AspNetUsers_RecordedById",
                        column: x => x.RecordedById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Objections_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PayeeChanges",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Payee = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_Status = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Request_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Request_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Request_Id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PayeeChanges", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PayeeChanges_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PayeeChanges_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Refunds",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State_Amount = table.Column<long>(type: "bigint", nullable: false),
                    State_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_ReceivedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    State_Status = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Request_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Request_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Request_Id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Refunds", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Refunds_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Refunds_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DrawShares",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    DrawId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Part = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Commitment = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    Secret = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    SealedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DrawShares", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DrawShares_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DrawShares_Draws_DrawId",
                        column: x => x.DrawId,
                        principalTable: "Draws",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Affinities",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ExpertId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Value = table.Column<double>(type: "float", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Affinities", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Affinities_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Affinities_Experts_ExpertId",
                        column: x => x.ExpertId,
                        principalTable: "Experts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Aliases",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ExpertId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Aliases", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Aliases_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Aliases_Experts_ExpertId",
                        column: x => x.ExpertId,
                        principalTable: "Experts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Assignments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PlanId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ExpertId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Affinity = table.Column<double>(type: "float", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Assignments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Assignments_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Assignments_AssignmentPlans_PlanId",
                        column: x => x.PlanId,
                        principalTable: "AssignmentPlans",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Assignments_Experts_ExpertId",
                        column: x => x.ExpertId,
                        principalTable: "Experts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Certificates",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ExpertId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State_Days = table.Column<int>(type: "int", nullable: false),
                    State_From = table.Column<DateOnly>(type: "date", nullable: true),
                    State_IssuedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    State_Items = table.Column<int>(type: "int", nullable: false),
                    State_Number = table.Column<int>(type: "int", nullable: true),
                    State_Until = table.Column<DateOnly>(type: "date", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Certificates", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Certificates_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Certificates_Experts_ExpertId",
                        column: x => x.ExpertId,
                        principalTable: "Experts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Competences",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ExpertId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Competence = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Competences", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Competences_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Competences_Experts_ExpertId",
                        column: x => x.ExpertId,
                        principalTable: "Experts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Conflicts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ExpertId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Ground = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_DecidedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_DecidedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Evidence = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_Ground = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_RaisedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State_RaisedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Source = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Status = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_Dismissal_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    State_Dismissal_Request_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Dismissal_Request_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Dismissal_Request_Id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Conflicts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Conflicts_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Conflicts_Experts_ExpertId",
                        column: x => x.ExpertId,
                        principalTable: "Experts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "IdentityQuestions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ExpertId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    About = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_AnsweredAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_AnsweredBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_From = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    State_IsSame = table.Column<bool>(type: "bit", nullable: true),
                    State_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IdentityQuestions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_IdentityQuestions_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_IdentityQuestions_Experts_ExpertId",
                        column: x => x.ExpertId,
                        principalTable: "Experts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Mails",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Kind = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Occasion = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    ExpertId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Recipient = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Address = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Subject = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    Body = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Sealed = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ClaimedUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    SentAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    WrittenAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    Fault = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Mails", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Mails_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Mails_Experts_ExpertId",
                        column: x => x.ExpertId,
                        principalTable: "Experts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Relations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ExpertId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Other = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Ground = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Year = table.Column<int>(type: "int", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Relations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Relations_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Relations_Experts_ExpertId",
                        column: x => x.ExpertId,
                        principalTable: "Experts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ScoreSheets",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ExpertId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Round = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Answers_Familiarity = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Answers_OverallComment = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Answers_Recommendation = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Answers_Suggested = table.Column<long>(type: "bigint", nullable: true),
                    Answers_AmountSuggested_At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Answers_AmountSuggested_Edition = table.Column<long>(type: "bigint", nullable: false),
                    Answers_AmountSuggested_Operation = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Answers_Commented_At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Answers_Commented_Edition = table.Column<long>(type: "bigint", nullable: false),
                    Answers_Commented_Operation = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Answers_FamiliarityStated_At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Answers_FamiliarityStated_Edition = table.Column<long>(type: "bigint", nullable: false),
                    Answers_FamiliarityStated_Operation = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Answers_Recommended_At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Answers_Recommended_Edition = table.Column<long>(type: "bigint", nullable: false),
                    Answers_Recommended_Operation = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State_Edition = table.Column<int>(type: "int", nullable: false),
                    State_HeldAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Position = table.Column<int>(type: "int", nullable: true),
                    State_ReturnDefect = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    State_ReturnReason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    State_Status = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    State_SubmittedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Departure_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Departure_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    State_Departure_Why = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    State_Reopening_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    State_Reopening_Request_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Reopening_Request_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Reopening_Request_Id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Ruling_At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_Ruling_By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Ruling_Counts = table.Column<bool>(type: "bit", nullable: true),
                    State_Ruling_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScoreSheets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ScoreSheets_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ScoreSheets_Experts_ExpertId",
                        column: x => x.ExpertId,
                        principalTable: "Experts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Proposals",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RunId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State_DecidedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_DecidedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Note = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_ProposedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State_ProposedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State_ReturnReason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    State_Status = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Proposals", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Proposals_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Proposals_Runs_RunId",
                        column: x => x.RunId,
                        principalTable: "Runs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Rankings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RunId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Category = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Place = table.Column<int>(type: "int", nullable: true),
                    Rank = table.Column<int>(type: "int", nullable: true),
                    Decision = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    AmountFen = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Rankings", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Rankings_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Rankings_Runs_RunId",
                        column: x => x.RunId,
                        principalTable: "Runs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RunFiles",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RunId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    ContentType = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Sha256 = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Content = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunFiles", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RunFiles_Runs_RunId",
                        column: x => x.RunId,
                        principalTable: "Runs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Approaches",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SheetId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State_Content = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_ReadAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_ReadBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_ReportedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Approaches", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Approaches_ScoreSheets_SheetId",
                        column: x => x.SheetId,
                        principalTable: "ScoreSheets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LeafScores",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SheetId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Indicator = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    State_NotApplicable = table.Column<bool>(type: "bit", nullable: false),
                    State_Reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_Score = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    State_Explained_At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State_Explained_Edition = table.Column<long>(type: "bigint", nullable: false),
                    State_Explained_Operation = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    State_Scored_At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State_Scored_Edition = table.Column<long>(type: "bigint", nullable: false),
                    State_Scored_Operation = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LeafScores", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LeafScores_ScoreSheets_SheetId",
                        column: x => x.SheetId,
                        principalTable: "ScoreSheets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Notes",
                columns: table => new
                {
                    SheetId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Text = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Saved_At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Saved_Edition = table.Column<long>(type: "bigint", nullable: false),
                    Saved_Operation = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Notes", x => x.SheetId);
                    table.ForeignKey(
                        name: "FK_Notes_ScoreSheets_SheetId",
                        column: x => x.SheetId,
                        principalTable: "ScoreSheets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SheetEditions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SheetId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Edition = table.Column<int>(type: "int", nullable: false),
                    SubmittedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Scores = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SheetEditions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SheetEditions_ScoreSheets_SheetId",
                        column: x => x.SheetId,
                        principalTable: "ScoreSheets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Awards",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ProposalId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Place = table.Column<int>(type: "int", nullable: false),
                    AmountFen = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Awards", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Awards_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Awards_Proposals_ProposalId",
                        column: x => x.ProposalId,
                        principalTable: "Proposals",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Decisions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ProposalId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Stage = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    PreviousId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Notice_Authors = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Notice_Days = table.Column<int>(type: "int", nullable: false),
                    Notice_Edition = table.Column<int>(type: "int", nullable: false),
                    Notice_FrozenAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Notice_FrozenBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Notice_MasksNames = table.Column<bool>(type: "bit", nullable: false),
                    Notice_On = table.Column<DateOnly>(type: "date", nullable: true),
                    Notice_OpenedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Notice_OpenedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Notice_Until = table.Column<DateOnly>(type: "date", nullable: true),
                    Notice_Withdrawals = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_Attendees = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_Authors = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_Changes = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    State_Edition = table.Column<int>(type: "int", nullable: false),
                    State_FrozenAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_FrozenBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_HeldOn = table.Column<DateOnly>(type: "date", nullable: false),
                    State_Meeting = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    State_MinutesNumber = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    State_RecordedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    State_RecordedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State_Recused = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Decisions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Decisions_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Decisions_Decisions_PreviousId",
                        column: x => x.PreviousId,
                        principalTable: "Decisions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Decisions_Proposals_ProposalId",
                        column: x => x.ProposalId,
                        principalTable: "Proposals",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Exports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    DecisionId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Awards = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    ById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Exports", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Exports_AspNetUsers_ById",
                        column: x => x.ById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Exports_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Exports_Decisions_DecisionId",
                        column: x => x.DecisionId,
                        principalTable: "Decisions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Packages",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ProposalId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    DecisionId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Stage = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Layer = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Sha256 = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Content = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    FrozenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Packages", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Packages_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Packages_Decisions_DecisionId",
                        column: x => x.DecisionId,
                        principalTable: "Decisions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Packages_Proposals_ProposalId",
                        column: x => x.ProposalId,
                        principalTable: "Proposals",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Absences_UserId",
                table: "Absences",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_Affinities_ApplicationId_ExpertId",
                table: "Affinities",
                columns: new[] { "ApplicationId", "ExpertId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Affinities_CallId",
                table: "Affinities",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Affinities_ExpertId",
                table: "Affinities",
                column: "ExpertId");

            migrationBuilder.CreateIndex(
                name: "IX_Aliases_CallId_Number",
                table: "Aliases",
                columns: new[] { "CallId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Aliases_ExpertId",
                table: "Aliases",
                column: "ExpertId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Applications_CallId_Code",
                table: "Applications",
                columns: new[] { "CallId", "Code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Approaches_CallId",
                table: "Approaches",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Approaches_SheetId",
                table: "Approaches",
                column: "SheetId");

            migrationBuilder.CreateIndex(
                name: "IX_AspNetUserClaims_UserId",
                table: "AspNetUserClaims",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_AspNetUserLogins_UserId",
                table: "AspNetUserLogins",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "UserNameIndex",
                table: "AspNetUsers",
                column: "NormalizedUserName",
                unique: true,
                filter: "[NormalizedUserName] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_AssignmentPlans_CallId_Round_Number",
                table: "AssignmentPlans",
                columns: new[] { "CallId", "Round", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AssignmentPlans_CreatedById",
                table: "AssignmentPlans",
                column: "CreatedById");

            migrationBuilder.CreateIndex(
                name: "IX_Assignments_ApplicationId",
                table: "Assignments",
                column: "ApplicationId");

            migrationBuilder.CreateIndex(
                name: "IX_Assignments_CallId",
                table: "Assignments",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Assignments_ExpertId",
                table: "Assignments",
                column: "ExpertId");

            migrationBuilder.CreateIndex(
                name: "IX_Assignments_PlanId_ApplicationId_ExpertId",
                table: "Assignments",
                columns: new[] { "PlanId", "ApplicationId", "ExpertId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Attachments_ApplicationId_Name",
                table: "Attachments",
                columns: new[] { "ApplicationId", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_Attachments_CallId",
                table: "Attachments",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Attendance_CallId_Meeting_Day_Part",
                table: "Attendance",
                columns: new[] { "CallId", "Meeting", "Day", "Part" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Awards_ApplicationId",
                table: "Awards",
                column: "ApplicationId");

            migrationBuilder.CreateIndex(
                name: "IX_Awards_ProposalId_ApplicationId",
                table: "Awards",
                columns: new[] { "ProposalId", "ApplicationId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Broadcasts_CallId",
                table: "Broadcasts",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Calls_Code",
                table: "Calls",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Certificates_CallId",
                table: "Certificates",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Certificates_ExpertId",
                table: "Certificates",
                column: "ExpertId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Competences_ApplicationId",
                table: "Competences",
                column: "ApplicationId");

            migrationBuilder.CreateIndex(
                name: "IX_Competences_ExpertId_ApplicationId",
                table: "Competences",
                columns: new[] { "ExpertId", "ApplicationId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Conflicts_ApplicationId_ExpertId_Ground",
                table: "Conflicts",
                columns: new[] { "ApplicationId", "ExpertId", "Ground" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Conflicts_CallId",
                table: "Conflicts",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Conflicts_ExpertId",
                table: "Conflicts",
                column: "ExpertId");

            migrationBuilder.CreateIndex(
                name: "IX_Decisions_CallId_Number",
                table: "Decisions",
                columns: new[] { "CallId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Decisions_PreviousId",
                table: "Decisions",
                column: "PreviousId");

            migrationBuilder.CreateIndex(
                name: "IX_Decisions_ProposalId",
                table: "Decisions",
                column: "ProposalId");

            migrationBuilder.CreateIndex(
                name: "IX_Draws_CallId_Kind_Number",
                table: "Draws",
                columns: new[] { "CallId", "Kind", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DrawShares_DrawId_Part",
                table: "DrawShares",
                columns: new[] { "DrawId", "Part" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DrawShares_DrawId_UserId",
                table: "DrawShares",
                columns: new[] { "DrawId", "UserId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DrawShares_UserId",
                table: "DrawShares",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_Experts_CallId_Code",
                table: "Experts",
                columns: new[] { "CallId", "Code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Experts_UserId",
                table: "Experts",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_Exports_ById",
                table: "Exports",
                column: "ById");

            migrationBuilder.CreateIndex(
                name: "IX_Exports_CallId_At",
                table: "Exports",
                columns: new[] { "CallId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Exports_DecisionId",
                table: "Exports",
                column: "DecisionId");

            migrationBuilder.CreateIndex(
                name: "IX_Facts_ActId_Ordinal",
                table: "Facts",
                columns: new[] { "ActId", "Ordinal" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Facts_CallId_Id",
                table: "Facts",
                columns: new[] { "CallId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Facts_CallId_Kind",
                table: "Facts",
                columns: new[] { "CallId", "Kind" });

            migrationBuilder.CreateIndex(
                name: "IX_Facts_Sequence",
                table: "Facts",
                column: "Sequence",
                unique: true,
                filter: "[Sequence] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Facts_Subject_SubjectId",
                table: "Facts",
                columns: new[] { "Subject", "SubjectId" });

            migrationBuilder.CreateIndex(
                name: "IX_FactTexts_FactId_Path",
                table: "FactTexts",
                columns: new[] { "FactId", "Path" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_FeeLists_CallId_Number",
                table: "FeeLists",
                columns: new[] { "CallId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_FeePayees_UserId",
                table: "FeePayees",
                column: "UserId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_FeeTerms_CallId",
                table: "FeeTerms",
                column: "CallId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Grants_CallId",
                table: "Grants",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Grants_UserId_CallId_Capacity",
                table: "Grants",
                columns: new[] { "UserId", "CallId", "Capacity" },
                unique: true,
                filter: "[CallId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Headers_List_Key",
                table: "Headers",
                columns: new[] { "List", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_IdentityQuestions_ApplicationId_ExpertId_Name_About",
                table: "IdentityQuestions",
                columns: new[] { "ApplicationId", "ExpertId", "Name", "About" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_IdentityQuestions_CallId",
                table: "IdentityQuestions",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_IdentityQuestions_ExpertId",
                table: "IdentityQuestions",
                column: "ExpertId");

            migrationBuilder.CreateIndex(
                name: "IX_Imports_CallId",
                table: "Imports",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_IndicatorTrees_CallId_Number",
                table: "IndicatorTrees",
                columns: new[] { "CallId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_InputsChanges_CallId",
                table: "InputsChanges",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_LeafScores_SheetId_Indicator",
                table: "LeafScores",
                columns: new[] { "SheetId", "Indicator" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Library_ApplicationId",
                table: "Library",
                column: "ApplicationId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Library_CallId",
                table: "Library",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Library_CarriedById",
                table: "Library",
                column: "CarriedById");

            migrationBuilder.CreateIndex(
                name: "IX_Library_CarriedToId",
                table: "Library",
                column: "CarriedToId",
                unique: true,
                filter: "[CarriedToId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Library_EnteredById",
                table: "Library",
                column: "EnteredById");

            migrationBuilder.CreateIndex(
                name: "IX_Mails_CallId_CreatedAt",
                table: "Mails",
                columns: new[] { "CallId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Mails_ExpertId",
                table: "Mails",
                column: "ExpertId");

            migrationBuilder.CreateIndex(
                name: "IX_Mails_SentAt",
                table: "Mails",
                column: "SentAt");

            migrationBuilder.CreateIndex(
                name: "IX_Objections_ApplicationId",
                table: "Objections",
                column: "ApplicationId");

            migrationBuilder.CreateIndex(
                name: "IX_Objections_CallId_Number",
                table: "Objections",
                columns: new[] { "CallId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Objections_RecordedById",
                table: "Objections",
                column: "RecordedById");

            migrationBuilder.CreateIndex(
                name: "IX_Organisations_CallId_Name",
                table: "Organisations",
                columns: new[] { "CallId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Packages_CallId_FrozenAt",
                table: "Packages",
                columns: new[] { "CallId", "FrozenAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Packages_DecisionId",
                table: "Packages",
                column: "DecisionId");

            migrationBuilder.CreateIndex(
                name: "IX_Packages_ProposalId",
                table: "Packages",
                column: "ProposalId");

            migrationBuilder.CreateIndex(
                name: "IX_Passkeys_UserId",
                table: "Passkeys",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_PayeeChanges_ApplicationId",
                table: "PayeeChanges",
                column: "ApplicationId");

            migrationBuilder.CreateIndex(
                name: "IX_PayeeChanges_CallId",
                table: "PayeeChanges",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentOrders_CallId_Number",
                table: "PaymentOrders",
                columns: new[] { "CallId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Proposals_CallId",
                table: "Proposals",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Proposals_RunId",
                table: "Proposals",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_Rankings_ApplicationId",
                table: "Rankings",
                column: "ApplicationId");

            migrationBuilder.CreateIndex(
                name: "IX_Rankings_RunId_ApplicationId",
                table: "Rankings",
                columns: new[] { "RunId", "ApplicationId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Recusals_CallId_UserId",
                table: "Recusals",
                columns: new[] { "CallId", "UserId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Recusals_UserId",
                table: "Recusals",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_ApplicationId",
                table: "Refunds",
                column: "ApplicationId");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_CallId",
                table: "Refunds",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Relations_CallId",
                table: "Relations",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Relations_ExpertId",
                table: "Relations",
                column: "ExpertId");

            migrationBuilder.CreateIndex(
                name: "IX_RunFiles_RunId_Name",
                table: "RunFiles",
                columns: new[] { "RunId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Runs_CallId_RequestedAt",
                table: "Runs",
                columns: new[] { "CallId", "RequestedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_RequestedById",
                table: "Runs",
                column: "RequestedById");

            migrationBuilder.CreateIndex(
                name: "IX_Runs_Status",
                table: "Runs",
                column: "Status");

            migrationBuilder.CreateIndex(
                name: "IX_Scenarios_CallId_Name",
                table: "Scenarios",
                columns: new[] { "CallId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Scenarios_CreatedById",
                table: "Scenarios",
                column: "CreatedById");

            migrationBuilder.CreateIndex(
                name: "IX_ScoreSheets_ApplicationId_ExpertId_Round",
                table: "ScoreSheets",
                columns: new[] { "ApplicationId", "ExpertId", "Round" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ScoreSheets_CallId",
                table: "ScoreSheets",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_ScoreSheets_ExpertId",
                table: "ScoreSheets",
                column: "ExpertId");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_UserId",
                table: "Sessions",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_SheetEditions_SheetId_Edition",
                table: "SheetEditions",
                columns: new[] { "SheetId", "Edition" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Verdicts_CallId_Application_Rule",
                table: "Verdicts",
                columns: new[] { "CallId", "Application", "Rule" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Absences");

            migrationBuilder.DropTable(
                name: "Affinities");

            migrationBuilder.DropTable(
                name: "Aliases");

            migrationBuilder.DropTable(
                name: "Approaches");

            migrationBuilder.DropTable(
                name: "AspNetUserClaims");

            migrationBuilder.DropTable(
                name: "AspNetUserLogins");

            migrationBuilder.DropTable(
                name: "AspNetUserTokens");

            migrationBuilder.DropTable(
                name: "Assignments");

            migrationBuilder.DropTable(
                name: "Attachments");

            migrationBuilder.DropTable(
                name: "Attendance");

            migrationBuilder.DropTable(
                name: "Awards");

            migrationBuilder.DropTable(
                name: "Broadcasts");

            migrationBuilder.DropTable(
                name: "Certificates");

            migrationBuilder.DropTable(
                name: "Competences");

            migrationBuilder.DropTable(
                name: "Conflicts");

            migrationBuilder.DropTable(
                name: "DataProtectionKeys");

            migrationBuilder.DropTable(
                name: "DrawShares");

            migrationBuilder.DropTable(
                name: "Exports");

            migrationBuilder.DropTable(
                name: "FactTexts");

            migrationBuilder.DropTable(
                name: "FeeLists");

            migrationBuilder.DropTable(
                name: "FeePayees");

            migrationBuilder.DropTable(
                name: "FeeTerms");

            migrationBuilder.DropTable(
                name: "Grants");

            migrationBuilder.DropTable(
                name: "Headers");

            migrationBuilder.DropTable(
                name: "IdentityQuestions");

            migrationBuilder.DropTable(
                name: "Imports");

            migrationBuilder.DropTable(
                name: "IndicatorTrees");

            migrationBuilder.DropTable(
                name: "InputsChanges");

            migrationBuilder.DropTable(
                name: "LeafScores");

            migrationBuilder.DropTable(
                name: "Library");

            migrationBuilder.DropTable(
                name: "Mails");

            migrationBuilder.DropTable(
                name: "Notes");

            migrationBuilder.DropTable(
                name: "Objections");

            migrationBuilder.DropTable(
                name: "Organisations");

            migrationBuilder.DropTable(
                name: "Packages");

            migrationBuilder.DropTable(
                name: "Passkeys");

            migrationBuilder.DropTable(
                name: "PayeeChanges");

            migrationBuilder.DropTable(
                name: "PaymentOrders");

            migrationBuilder.DropTable(
                name: "Rankings");

            migrationBuilder.DropTable(
                name: "Recusals");

            migrationBuilder.DropTable(
                name: "Refunds");

            migrationBuilder.DropTable(
                name: "Relations");

            migrationBuilder.DropTable(
                name: "RunFiles");

            migrationBuilder.DropTable(
                name: "Scenarios");

            migrationBuilder.DropTable(
                name: "Sessions");

            migrationBuilder.DropTable(
                name: "SheetEditions");

            migrationBuilder.DropTable(
                name: "Verdicts");

            migrationBuilder.DropTable(
                name: "AssignmentPlans");

            migrationBuilder.DropTable(
                name: "Draws");

            migrationBuilder.DropTable(
                name: "Facts");

            migrationBuilder.DropTable(
                name: "Decisions");

            migrationBuilder.DropTable(
                name: "ScoreSheets");

            migrationBuilder.DropTable(
                name: "Proposals");

            migrationBuilder.DropTable(
                name: "Applications");

            migrationBuilder.DropTable(
                name: "Experts");

            migrationBuilder.DropTable(
                name: "Runs");

            migrationBuilder.DropTable(
                name: "AspNetUsers");

            migrationBuilder.DropTable(
                name: "Calls");
        }
    }
}
