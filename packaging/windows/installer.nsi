; The installer for one person: no administrator, no service, no port. Packed by packaging/building/windows.py.
Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 64
RequestExecutionLevel user
ManifestDPIAware true

!include MUI2.nsh
!include FileFunc.nsh
!include "${FILES}"

Name "Zhijie 智阶"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Zhijie"
InstallDirRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Zhijie" "InstallLocation"
BrandingText "Zhijie ${VERSION}"
VIProductVersion "${NUMBER}"
VIAddVersionKey "ProductName" "Zhijie"
VIAddVersionKey "FileDescription" "Zhijie 智阶 setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Zhijie"
!define PROGRAM "Software\Classes\Zhijie.File"
!define MUI_ICON "${FOLDER}\zhijie.ico"
!define MUI_UNICON "${FOLDER}\zhijie.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\python\pythonw.exe"
!define MUI_FINISHPAGE_RUN_PARAMETERS '$\"$INSTDIR\main.py$\"'
!insertmacro MUI_PAGE_LICENSE "${FOLDER}\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

LangString IN_USE ${LANG_SIMPCHINESE} "智阶正在运行，没有改动任何文件。请先关闭智阶，再运行本安装程序。"
LangString IN_USE ${LANG_ENGLISH} "Zhijie is running, and nothing was changed. Please close it and start this again."
LangString TOO_OLD ${LANG_SIMPCHINESE} "智阶需要 64 位 Windows 10（1809 及以上）或 Windows 11，没有改动任何文件。"
LangString TOO_OLD ${LANG_ENGLISH} "Zhijie needs 64-bit Windows 10 (1809 or later) or Windows 11. Nothing was changed."
LangString NOT_OURS ${LANG_SIMPCHINESE} "所选文件夹里已有其他文件，没有改动任何文件。请选择空文件夹，或原来安装智阶的文件夹。"
LangString NOT_OURS ${LANG_ENGLISH} "The chosen folder already holds other files, and nothing was changed. Please choose an empty folder, or the one where Zhijie is installed."

; A program that runs holds its files: one that cannot be opened for writing tells so before anything is touched.
!macro REFUSE_WHILE_RUNNING
  !insertmacro HELD "$INSTDIR\python\python313.dll"
  !insertmacro HELD "$INSTDIR\site-packages\PySide6\Qt6Core.dll"
!macroend
!macro HELD FILE
  ${If} ${FileExists} "${FILE}"
    ClearErrors
    FileOpen $0 "${FILE}" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(IN_USE)" /SD IDOK
      SetErrorLevel 3
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

!macro OFFER_FOR KIND
  WriteRegStr HKCU "Software\Classes\${KIND}\OpenWithProgids" "Zhijie.File" ""
!macroend
!macro NO_LONGER_FOR KIND
  DeleteRegValue HKCU "Software\Classes\${KIND}\OpenWithProgids" "Zhijie.File"
!macroend

!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
FunctionEnd

Section
  !insertmacro REFUSE_WHILE_RUNNING
  ; An earlier version goes first, so that no file of it stays; a folder that is not ours is left alone.
  ${If} ${FileExists} "$INSTDIR\uninstall.exe"
    ExecWait '"$INSTDIR\uninstall.exe" /S _?=$INSTDIR' $0
    ${If} $0 <> 0
      SetErrorLevel 3
      Quit
    ${EndIf}
    Delete "$INSTDIR\uninstall.exe"
  ${ElseIf} ${FileExists} "$INSTDIR\*.*"
    ${DirState} "$INSTDIR" $0
    ${If} $0 == 1
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(NOT_OURS)" /SD IDOK
      SetErrorLevel 5
      Quit
    ${EndIf}
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Zhijie 智阶.lnk" "$INSTDIR\python\pythonw.exe" '"$INSTDIR\main.py"' "$INSTDIR\zhijie.ico"
  ; Offered under "Open with" for what the program writes and checks; whoever opens these files today goes on doing so.
  WriteRegStr HKCU "${PROGRAM}" "FriendlyAppName" "Zhijie 智阶"
  WriteRegStr HKCU "${PROGRAM}\shell\open\command" "" '"$INSTDIR\python\pythonw.exe" "$INSTDIR\main.py" "%1"'
  WriteRegStr HKCU "${PROGRAM}\DefaultIcon" "" "$INSTDIR\zhijie.ico"
  !insertmacro OFFER_FOR ".json"
  !insertmacro OFFER_FOR ".pdf"
  !insertmacro OFFER_FOR ".eml"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Zhijie 智阶"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Zhijie"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\zhijie.ico"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section Uninstall
  !insertmacro REFUSE_WHILE_RUNNING
  ; Only what was put there: a folder "data" beside the program stays, and so do the data of the person's own folder.
  !insertmacro REMOVE_FILES
  Delete "$SMPROGRAMS\Zhijie 智阶.lnk"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  !insertmacro NO_LONGER_FOR ".json"
  !insertmacro NO_LONGER_FOR ".pdf"
  !insertmacro NO_LONGER_FOR ".eml"
  DeleteRegKey HKCU "${PROGRAM}"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
